// Adjectives and colours: states, character, measure, looks, taste.
// Simplified: cheeks and eyes, which tell THIN from TALL-like signs apart, are left out.
import { readSigns } from "../notation";

export const states = readSigns(`
  HAPPY        openB chest(5,-4,1) back/contra by(0,9,2) x2 & mirror
  SAD          five eye(6,2,8) back/up by(0,-14,2) !tilt & mirror
  ANGRY        bentFive chest(6,-6,2) back/contra by(3,15,3) & mirror
  SCARED       s chest(10,2,4) back/contra by(-7,0,3) >five & mirror
  EXCITED      openEight chest.middleTip(7,-3,0) back/contra circle:sagittal(5)x1.5 & alternate
  BORED        one nose.indexTip(3,0,-1) contra-down/up-contra twist(40)x1
  LONELY       one mouth.radial(0,2,2) contra/up by(0,-8,0) x2
  PROUD        openA stomach.thumbTip(2,4,0) down/contra by(0,20,0) !back
  SURPRISED    g eye.radial(4,-1,0) contra-front/up by(1,2,0) >l twist(12)x1 !back & mirror
  NERVOUS      five neutral(0,4,0) down/front twist(14)x4 & mirror
  TIRED        bentB chest.tips(8,0,0) back/contra-back by(1,-4,0) turn:up-back/contra-back-up !tilt & mirror
  SICK         openEight forehead.middleTip back/contra-up tap(2,0,9)x1 !tilt & openEight stomach.middleTip(0,0,1) back/contra
  HUNGRY       c upperChest.tips(0,0,1) back/contra-up by(0,-17,1)
  THIRSTY      one neck.indexTip back/contra-up by(0,-8,0)
  BUSY         b otherBack.wrist(-3,2,0) front/up-front by(8,0,0) x2 & fist
  READY        r center(4,4,2) front/up by(12,0,0) & mirror
  LATE         openB waist(8,14,0) back/down by(0,0,-13) turn:back/down-back
  FINE         five chest.thumbTip contra/up-front by(0,1,10)
  DEAF         one ear.indexTip back/up-contra to:mouth(5,-2,0) bow(2,0,4)
`);

export const character = readSigns(`
  NICE         openB otherPalm(3,1,-5) down/contra-front by(-4,0,15) & palmUp
  FUNNY        u nose.indexTip back/up-contra by(0,-2,5) >bentU x2
  BEAUTIFUL    five mouth(0,5,5) back/up-contra circle:frontal(7)x1 >flatO *1.2
  STRONG       s shoulder(2,-2,2) back/up by(8,1,12) >s turn:back/up-side & mirror
  TALL         one otherPalm.radial(0,2,0) front-contra/up by(0,24,0) *1.1 & palmSide
  SHORT        u otherTop.ulnar(0,1,-3) contra/contra-front by(1,0,8) x2 & u center contra-back/front-contra
  YOUNG        bentB shoulder.tips(-3,-3,0) back/contra-back by(0,7,0) x2 & mirror
  OLD          c chin.thumbTip(0,-1,2) contra/up-front by(0,-16,3) >s
  RICH         s otherPalm(0,3,0) up/contra-front by(0,11,2) >curvedFive turn:down/contra-front & palmUp
  POOR         curvedFive contraUpperArm.tips(2,-10,10) up-back/contra by(2,-10,4) >flatO x2 & openB center(-2,4,4) back/contra-up
  SMART        openEight forehead.middleTip back/contra-up by(4,6,11) turn:front/up
  LAZY         l contraChest(0,4,1) back/contra-up tap(2,0,8)x2
  KIND         openB chest(2,4,3) back/contra circle:sagittal(6)x1.5 & openB chest(2,-4,5) back/contra
`);

export const measures = readSigns(`
  GOOD         openB chin.tips back/up-contra to:otherPalm(0,3,0) bow(0,0,6) turn:up/contra-front & palmUp
  BAD          openB chin.tips back/up-contra by(4,-18,12) bow(0,0,6) turn:down/front
  BIG          bentL center(4,4,0) contra-front/front-up by(17,2,-2) & mirror
  SMALL        openB neutral(2,0,0) contra/front by(-7,0,0) x2 & mirror
  LONG         one contraForearm.indexTip(-4,2,4) down/contra by(14,3,-10) *1.1 & forearm
  NEW          curvedB otherPalm.knuckles(5,2,-2) up-back/contra-front by(-13,5,2) bow(0,-3,0) & palmUp
  EASY         curvedB otherTips.tips(2,-4,0) back-up/contra-front by(0,9,0) x2 & curvedB center up/contra-front
  HARD         bentV otherBack.knuckles(0,1,0) down-back/contra tap(0,8,0)x1 & bentV center down/contra-front
  IMPORTANT    f center.ulnar(4,-3,2) up-contra/front by(0,13,0) bow(7,0,0) turn:contra-down/front & mirror
  INTERESTING  openEight chest.middleTip(0,5,0) back/contra-up by(1,0,14) >eight & openEight stomach.middleTip(0,5,0) back/contra follows
  DANGEROUS    openA otherBack.thumbTip(0,-4,2) back/contra-front by(0,9,0) x2 & a center(0,2,0) back/contra
  WRONG        y chin.knuckles(0,-1,1) back/up-contra tap(0,0,7)x1
  RIGHT        one otherTop.ulnar(0,2,0) contra/front tap(0,8,0)x1 & one center contra/front-contra
  DIRTY        five underChin.radial(0,-1,1) down/contra wiggle(36)
  WET          curvedFive neutral(0,3,0) up/front by(0,-6,0) >flatO x2 & mirror
  DRY          one chin.indexTip(-5,0,0) down/contra by(11,0,0) >x
  HEAVY        curvedFive neutral(0,2,2) up/front by(0,-11,0) *1.1 & mirror
  FAST         one neutral(-2,4,14) contra/front by(0,1,-13) >x *0.8 & mirror
  SLOW         openB otherBack.tips(-3,1,3) down/contra-front by(7,3,-9) *1.4 & palmDown
  CHEAP        b otherPalm.radial(-2,4,-2) down-contra/contra-front by(4,-11,0) bow(5,0,0) & palmSide
  EXPENSIVE    flatO otherPalm.knuckles(0,3,0) up/contra-front by(9,9,3) >five turn:down-front/front *1.1 & palmUp
  FREE         f center.wrist(4,4,2) back/contra by(9,2,0) turn:front/up & mirror
  FULL         openB otherTop(4,2,0) down/contra-front by(-9,0,0) & fistSide
  BROKEN       s center(3,3,2) down/front by(9,-4,0) turn:side/front-up *0.9 & mirror
  HOT          bentFive mouth.tips(0,0,3) back/up-contra by(7,-9,12) turn:down-front/front
  WARM         a mouth(0,-2,3) back/up-contra by(1,5,7) >curvedFive turn:back-up/up *1.2
  COLD         s neutral(0,6,0) contra/front-up by(-4,0,0) x3 & mirror
  SWEET        openB chin.tips(0,1,0) back/up-contra by(0,-2,2) >bentB x2
  DELICIOUS    eight mouth.middleTip(0,-2,1) back/contra-up by(2,-1,9) >five turn:front-down/up *1.1
  QUIET        b mouth.radial(0,0,3) contra-down/up-contra by(9,-16,6) turn:down/front & mirror
  NOISY        five ear.indexTip(2,0,2) contra/up-contra by(7,0,5) twist(18)x2 & mirror
  DARK         five eye(12,6,10) back/up-contra by(-16,-13,0) turn:back/contra & mirror
  FAR          a center(3,3,0) contra/up-front by(0,5,20) bow(0,4,0) & openA center(0,2,0) contra/up-front
  NEAR         bentB otherBack(0,0,-9) back/contra by(0,0,6) x1 & bentB center(0,2,8) back/contra
  DIFFERENT    one center.radial(2,3,2) front-down/contra-up by(14,3,0) turn:front/up & mirror
`);

export const colours = readSigns(`
  RED          one mouth.indexTip(0,-1,0) back/up-contra by(0,-5,2) >x x2
  PINK         k mouth.middleTip(0,-1,0) back/up-contra by(0,-5,1) x2
  BLUE         b neutralHigh contra-front/up twist(34)x2
  GREEN        g neutralHigh contra-front/front-up twist(34)x2
  YELLOW       y neutralHigh contra-front/up twist(34)x2
  PURPLE       k neutralHigh contra-front/up twist(34)x2
  BROWN        b cheek.radial(1,2,1) front/up by(0,-10,1)
  GRAY         five center(5,4,6) back/contra by(0,0,-9) x2 & five center(5,2,-2) back/contra
  WHITE        five chest.tips(0,0,1) back/contra by(2,1,14) >flatO
  BLACK        one forehead.indexTip(-5,0,0) down/contra by(11,0,0)
  UGLY         one nose.indexTip(-5,0,2) down/contra by(11,0,0) >x
`);
