// Verbs of feeling, knowing, speaking and dealing with others. Agreement verbs move between the people they are about:
// `agrees` gives the hand's turn when the signer is the one it is done to.
// Simplified: signs made with the mouth open, or with a look, are told apart by the hands alone.
import { readSigns } from "../notation";

export const mindVerbs = readSigns(`
  LIKE         openEight chest.middleTip back/contra-up by(2,0,14) >eight
  WANT         five neutral(0,0,10) up/front by(0,-1,-13) >bentFive & mirror
  NEED         x neutral(0,4,0) down/front by(0,-6,0) turn:=/front-down x2
  HAVE         bentB chest.tips(7,-2,0) back/contra-back tap(4,0,12)x1 & mirror
  LOVE         s contraChest.wrist(0,0,6) back/contra-up tap(8,0,8)x1 *1.1 & s contraChest.wrist(0,-1,3) back/contra-up
  HATE         eight neutral(-2,4,0) front/up-front by(0,0,16) >five !shake & mirror
  PREFER       openEight chin.middleTip back/contra-up tap(1,0,7)x2
  ENJOY        openB chest(2,2,0) back/contra circle:frontal(5)x2 & openB stomach(2,4,0) back/contra
  HOPE         openB temple(5,4,4) contra/up >bentB x2 & openB contraShoulder(-4,10,10) side/up
  DREAM        one temple.indexTip back/up-contra by(11,10,2) >x x2 *1.2
  BELIEVE      one temple.indexTip back-down/up-contra to:otherPalm(0,2,0) >openB turn:down/contra-front *1.2 & clasp
  THINK        one temple.indexTip back-down/up-contra tap(3,0,8)x1
  KNOW         bentB temple.tips back/up-contra tap(2,0,6)x2
  UNDERSTAND   s temple(4,0,4) back/up-contra by(0,3,0) >one
  REMEMBER     openA forehead.thumbTip contra/up-front to:otherTop(0,2,0) turn:down-contra/contra-front *1.2 & openA center contra/front-contra
  FORGET       openB forehead.tips(-5,0,1) back/contra by(17,-1,1) >openA
  LEARN        curvedFive otherPalm.tips(0,1,0) down/contra-front to:forehead(2,0,1) bow(0,0,7) >flatO turn:back/up-contra *1.2 & palmUp
  STUDY        five otherPalm.tips(2,10,-4) down/front-contra by(0,-4,3) wiggle(32) x2 *1.1 & palmUp
  DECIDE       one temple.indexTip back-down/up-contra to:neutral(-3,-4,2) >f turn:contra/front *1.1
  CHOOSE       five otherTips(2,2,-1) front/contra-up by(8,3,-9) >f & v center back/up-contra
  WORRY        b nose(7,2,8) contra-front/up circle:frontal(6)x2 & alternate
  FEEL         openEight chest.middleTip(0,-4,0) back/contra by(0,8,0) x2
  LAUGH        l mouth.indexTip(4,-1,0) back/contra-up by(5,3,-3) >bentL x2 & mirror
  CRY          one eye.indexTip(1,-1,0) back/contra-up by(1,-10,1) x2 & mirror
  SEE          v eye.tips back/up by(2,-1,17)
  WATCH        v neutralHigh(0,4,-4) down/front by(0,-2,15)
  LISTEN       c ear.thumbTip front-contra/up tap(5,0,3)x2
  READ         v otherPalm.tips(4,8,0) down-contra/contra-front by(0,-13,0) nod(12)x1.5 & palmSide
  WRITE        babyO otherPalm.indexTip(-3,1,-5) down/contra-front by(4,0,13) wave(9)x2 x2 & palmUp
  DRAW         i otherPalm.pinkyTip(-2,3,-4) down/contra-front by(3,0,12) wave(14)x1.5 & palmUp
  COUNT        f otherPalm.indexTip(-2,1,-6) down/contra-front by(2,0,14) & palmUp
  PRACTICE     a otherTop.knuckles(-4,2,0) down/contra-front by(8,0,-3) x2 & one center contra-down/front-contra
  TRY          t neutral(-3,3,-6) contra/up-front by(2,-4,17) bow(0,-4,0) turn:front-down/front & mirror
`);

export const socialVerbs = readSigns(`
  SAY          one chin.indexTip back/contra circle:sagittal(4)x1.5
  TALK         four chin.indexTip(0,-1,0) contra/up tap(0,0,7)x2
  EXPLAIN      f center(6,2,-2) contra/front by(0,0,9) x2 & alternate
  GIVE         flatO neutral(0,2,-4) up-contra/front-up by(-2,0,20) bow(0,6,0) turn:=/front agrees:up/back
  HELP         openA otherPalm.ulnar(0,2,0) contra/front by(0,9,9) agrees:contra/front & openB center(0,-6,0) up/front-contra follows
  ASK          one neutral(0,8,4) front/up by(0,-4,9) >x turn:=/front-up agrees:back/up
  TELL         one chin.indexTip back-down/up-contra by(3,-7,17) turn:up-contra/front agrees:back/contra-back
  SHOW         one otherPalm.indexTip contra/contra-front by(0,0,14) agrees:contra/contra-front & openB center(0,3,-4) front-contra/up follows
  SEND         bentB otherBack.tips(0,2,0) down/contra-front by(0,5,17) >openB turn:down/front agrees:down/back-contra & palmDown
  PAY          one otherPalm.indexTip(0,1,-2) down/contra-front by(0,3,15) turn:down/front agrees:down/back-contra & palmUp
  CALL         openB otherBack.tips(0,1,0) down/contra-front by(2,8,-8) >openA turn:contra/up-front & palmDown
  TEACH        flatO temple.tips(4,0,6) down-contra/front-contra-up by(0,-1,13) x2 agrees:down-contra/back-contra & mirror
  INVITE       openB neutral(6,0,14) up/front-side by(-12,-6,-17) bow(2,-4,0) turn:up/contra-front
  BORROW       k neutral(0,4,12) contra/front by(0,-1,-17) turn:contra/up-front & k neutral(0,-3,12) contra/front follows
  LEND         k neutral(0,6,-4) contra/up-front by(0,-1,16) turn:contra/front agrees:contra/back-up & k neutral(0,-1,-4) contra/front follows
  VISIT        v neutral(0,5,2) back/up circle:sagittal(6)x1.5 & alternate
  MEET         one neutral(4,4,0) contra/up by(-13,0,0) & mirror
  MARRY        curvedB center(11,3,2) contra-down/front by(-9,-3,0) & curvedB center(-11,-3,0) contra-up/front
  HUG          openB contraShoulder(4,-4,9) back/contra-up tap(12,0,6)x1 *1.1 & openB contraShoulder(4,-6,4) back/contra-up
  KISS         flatO mouth.tips back/back-up to:cheek(1,0,1) bow(0,0,5)
  SERVE        openB neutral(0,-2,-2) up/front by(0,0,9) x2 & alternate
  SIGN         one neutral(-5,2,0) front/up-contra circle:sagittal(6)x-1.5 & alternate
  INTERPRET    f center.indexTip(1,3,3) contra-front/up-contra twist(30)x2 & mirror
  WAIT         curvedFive neutral(4,2,0) up-back/front-contra wiggle(36) *1.2 & mirror
  WIN          five otherTop(4,10,4) contra/front by(-6,-2,-4) bow(0,6,0) >s *1.1 & fistSide
`);

export const doing = readSigns(`
  GO           one neutral front/up by(0,-2,17) bow(0,4,0) turn:down/front & mirror
  COME         one neutral(0,0,15) up/front by(0,3,-17) bow(0,4,0) turn:back/up & mirror
  ARRIVE       openB neutral(2,8,-4) back/up-contra to:otherPalm(0,2,0) bow(0,4,6) turn:up-back/contra-front & palmUp
  LEAVE        five neutral(-6,-4,8) down/front by(10,14,-12) >flatO turn:front-down/up-front & mirror
  TRAVEL       bentV neutral(-4,2,-4) down/front by(0,4,14) circle:horizontal(5)x1.5
  WALK         openB neutralLow down/front by(0,3,10) x2 & alternate
  RUN          l otherBack.thumbTip(0,2,2) down/front by(0,0,6) >bentL x3 & l center(0,0,-2) down/front follows
  FALL-DOWN    v otherPalm.tips back/down by(6,-2,6) bow(2,6,2) turn:up/front-side *1.1 & palmUp
  SIT          u otherBack.indexTip(0,2,4) down/contra-front tap(2,8,0)x1 & u center down/contra-front
  STAND        v otherPalm.tips back/down tap(0,7,0)x1 & palmUp
  DANCE        v otherPalm.tips(0,2,0) back/down wave(28)x2 & palmUp
  SWIM         openB center(6,0,4) down-side/front by(17,0,-3) bow(0,0,6) x2 *1.1 & mirror
  DRIVE        s neutral contra-back/up-front by(0,0,17) & mirror
  SLEEP        five forehead(0,0,7) back/up-contra by(0,-15,-1) >flatO !tilt
  REST         openB contraShoulder(2,-5,3) back/contra-up tap(4,0,5)x1 & mirror
  WAKE-UP      g eye.radial(4,-2,0) contra-front/up by(2,1,0) >l *0.9 & mirror
  LIVE         openA stomach(7,6,0) back/contra-up by(0,20,0) & mirror
  WORK         s otherBack.wrist(0,2,-3) down/front tap(0,7,0)x2 & s center down/front-contra
  PLAY         y neutral down-back/front-contra twist(36)x2.5 & mirror
  ACT          a chest(6,5,1) contra/up by(2,-9,3) x2 & alternate
  EAT          flatO mouth.tips back/back-up-contra tap(1,-3,9)x2
  DRINK        c mouth.thumbTip(0,-2,3) contra/front-contra by(0,4,0) turn:contra-back/up-contra
  COOK         openB otherPalm(0,2,0) down/contra-front by(0,2,0) turn:up/= x2 & palmUp
  MIX          bentFive otherPalm(0,10,0) down/contra-front circle:horizontal(5)x2 & bentFive center up/front-contra
  POUR         c otherTop(0,14,0) contra/front by(-2,1,0) turn:down-contra/front-contra *1.1 & c center contra/front
  ADD          five neutral(6,-4,2) up/front-contra to:otherPalm(0,5,0) bow(6,0,0) >flatO turn:down-contra/contra-front & flatO center(0,4,0) down/contra
  CUT          v otherTips(1,0,1) contra-back/front-contra by(1,0,-8) >u x2 & palmDown
  BAKE         openB otherPalm(4,-7,-6) up/front-contra by(-4,0,13) *1.1 & palmDown
  WASH         a otherPalm.knuckles(0,2,0) down/contra-front circle:horizontal(5)x2 & a center up/front-contra
  SHOWER       s headTop(7,8,4) down/contra by(0,-4,0) >five x2
  BRUSH-TEETH  one mouth.radial(3,0,2) down/contra by(-6,0,0) x3
  CLEAN        openB otherPalm(3,1,-5) down/contra-front by(-4,0,14) x2 & palmUp
  OPEN         b center(2,4,4) front/up by(11,0,-8) turn:contra-back/up-front & mirror
  CLOSE        b center(12,4,-4) contra-back/up-front by(-10,0,8) turn:front/up & mirror
  PUT          flatO neutral(-4,4,-4) down/front by(0,-4,14) bow(0,7,0) & mirror
  BRING        openB neutral(0,0,10) up/front by(-8,0,-15) bow(0,3,0) & mirror
  TAKE         curvedFive neutral(2,4,14) down/front by(-2,-2,-18) >s turn:down-contra/front
  CARRY        openB neutral(6,0,-4) up/front by(-18,0,0) bow(0,5,0) & openB neutral(-6,0,-4) up/front follows
  FIND         five neutralLow(0,0,4) down/front by(0,18,0) >f
  LOOK-FOR     c nose(5,2,8) contra/up-contra circle:frontal(7)x2
  LOSE         flatO center(4,4,0) up/contra-front by(7,-14,3) >five turn:down/front-down & mirror
  BUY          flatO otherPalm(0,3,0) up/contra-front by(2,5,17) bow(0,3,0) & palmUp
  SELL         flatO neutral(-2,6,0) down/down-front by(0,6,9) turn:down-front/front & mirror
  COST         x otherPalm.indexTip(0,5,2) back-down/contra by(0,-13,0) & palmSide
  MAKE         s otherTop.ulnar(0,4,0) contra/front-contra twist(38)x2 & s center contra/front-contra
  BUILD        bentB otherBack.tips(-2,2,0) down/contra by(2,12,0) bow(5,0,0) x2 & bentB center(4,-6,0) down/contra follows
  FIX          flatO center.tips(2,3,2) down-contra/contra-front by(0,4,0) turn:up-contra/contra-front x2 & mirror
  BREAK        s center(3,3,2) down/front by(9,2,0) turn:contra/front-up *0.9 & mirror
  PAINT        openB otherPalm.tips(0,9,0) back/contra-up by(0,-15,0) turn:back-up/contra-down x2 & palmSide
  PLANT        flatO contraForearm.tips(-4,9,0) back-down/contra-down by(9,-3,0) >five x1 & forearm
  FOLD         openB otherPalm.ulnar(6,0,0) up/front-contra to:otherPalm(0,1,0) bow(0,9,0) turn:down/contra-front & palmUp
  CHANGE       x center.knuckles(2,4,2) contra-front/up-contra turn:contra-back/up-contra by(0,-3,0) *1.1 & x center(2,0,4) contra-back/up-contra
  START        one otherPalm.indexTip(0,3,0) down/contra-front twist(60)x0.5 & openB center contra/front
  CONTINUE     openA center.thumbTip(2,2,0) down/contra-front by(0,-1,17) & mirror
  STOP         openB otherPalm.ulnar contra-back/front-contra tap(0,16,0)x1 *0.8 & palmUp
  HURT         one center(10,4,2) back/contra by(-7,0,0) twist(24)x1 x2 & mirror
  GRADUATE     openA otherPalm(0,9,0) contra/front circle:horizontal(5)x1 by(0,-7,0) *1.2 & palmUp
  MOVE         flatO neutral(-4,2,4) down/front by(16,0,0) bow(0,5,0) & flatO neutral(6,2,4) down/front follows
`);
