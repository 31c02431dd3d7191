// Objects of home, school and street; clothes, toys, sports, school subjects, parts of the body.
// Simplified: GLASSES and CAMERA keep both eyes open; sports that have a bat, a stick or a ball show the hands that hold it.
import { readSigns } from "../notation";

export const household = readSigns(`
  BOOK         openB center(2,0,0) contra/front by(6,-1,0) turn:up/= & mirror
  PAPER        openB otherPalm.wrist(-3,2,0) down/contra-front by(9,3,0) x2 & palmUp
  LETTER       openA mouth.thumbTip(0,-1,0) back/up-contra to:otherPalm(0,2,0) turn:down/contra-front *1.1 & palmUp
  NEWSPAPER    g otherPalm.knuckles(-2,2,2) down/front-contra by(4,0,-4) >babyO x2 & palmUp
  MOVIE        five otherPalm.wrist(0,2,0) front/up wave(18)x2 & palmSide
  PICTURE      c cheek.thumbTip(2,3,4) front/up to:otherPalm(0,0,2) bow(0,0,4) turn:front-contra/up *1.1 & palmSide
  PHONE        y ear.thumbTip contra/front-up tap(5,0,2)x1
  COMPUTER     c contraForearm.thumbTip down-contra/contra-front by(-4,8,-5) bow(0,3,3) x2 & forearm
  CAMERA       babyC eye(4,0,7) contra-front/up-contra >babyO x2 & mirror
  GLASSES      babyC eye.thumbTip(4,0,4) contra-back/up-contra by(5,0,-3) >g & mirror
  LIGHT        flatO headTop(10,6,8) down/down-front by(0,-5,0) >five
  DOOR         b center(4,6,0) front/up by(6,0,-6) turn:contra/= x2 & b center(5,6,0) front/up
  WINDOW       b otherTop.ulnar(0,1,0) back/contra tap(0,8,0)x2 & b center(0,-4,0) back/contra
  WALL         b center(3,10,8) front/up by(14,0,-2) & mirror
  FLOOR        b center(2,-12,6) down/front by(12,0,0) & mirror
  ROOM         openB center(12,0,4) contra/front turn:back/contra by(-8,0,-6) x2 & mirror
  BED          openB cheek(1,0,1) contra/up-contra tap(5,0,2)x1 !tilt & mirror
  CHAIR        bentU otherBack.indexTip(0,2,4) down/contra-front tap(2,8,0)x2 & u center down/contra-front
  TABLE        openB otherBack.palm(0,3,-4) down/contra tap(0,7,0)x2 & openB center(-6,0,0) down/contra
  MEDICINE     openEight otherPalm.middleTip(0,1,0) down/contra-front wave(16)x2 & palmUp
  BOX          openB center(11,2,0) contra/front by(-2,0,0) turn:back/contra *1.1 & mirror
  BAG          s neutralLow(6,-4,0) contra/down-front by(0,6,0) x2
  GIFT         x center(5,6,0) contra/up-front by(0,-3,14) turn:contra-down/front & mirror
  KEY          x otherPalm.knuckles(2,1,0) down/contra twist(42)x2 & palmSide
  MONEY        flatO otherPalm.knuckles(0,3,0) up/contra-front tap(0,7,0)x2 & palmUp
  DOLLAR       flatO otherTips(0,0,1) back/contra-up by(10,0,1) >o x2 & palmBack
  TICKET       bentV otherPalm.ulnar(2,0,2) contra-up/contra-front tap(6,0,-2)x2 & palmSide
  UMBRELLA     s otherTop.ulnar(0,4,0) contra-back/front-contra by(0,15,0) & fistSide
  CLOCK        babyC otherWrist.radial(0,5,0) front-contra/up by(0,12,6) turn:front/up *1.1 & fist
`);

export const clothes = readSigns(`
  SHOES        s center(5,0,0) down/front tap(6,0,0)x2 & mirror
  HAT          openB headTop down/contra-back tap(3,7,2)x2
  SHIRT        f shoulder.indexTip(-3,-2,1) back/contra-up by(0,0,6) x2
  COAT         openA shoulder.thumbTip(-2,4,1) contra-back/up-contra to:chest(7,-8,2) bow(2,0,3) & mirror
  PANTS        openB hip(-1,0,2) back/contra-down by(0,10,0) x2 & mirror
  CLOTHES      five upperChest.thumbTip(7,0,1) back/contra-up by(1,-14,2) x2 & mirror
`);

export const play = readSigns(`
  BALL         bentFive center(5,2,0) contra/front-up tap(5,0,0)x2 & mirror
  TOY          t neutral contra/front-up twist(34)x2.5 & mirror
  GAME         openA center.knuckles(2,0,0) back-up/contra tap(7,4,0)x2 & mirror
  FOOTBALL     five center.tips(2,2,2) back/contra-front tap(8,0,0)x2 & mirror
  BASEBALL     s otherTop.ulnar(2,4,-2) contra/front-contra by(-6,-3,9) x2 & s center(8,2,-4) contra/front-contra follows
  BASKETBALL   curvedFive center(8,6,4) contra/up-front by(0,7,6) turn:contra-front/up x2 & mirror
  SOCCER       b otherWrist.radial(0,-6,2) back-up/contra tap(0,-9,4)x2 & openB center(0,4,0) down/contra
  TENNIS       s neutral(8,-2,0) contra/front-up by(-12,9,8) bow(6,0,8) x2
  MUSIC        openB contraForearm(2,6,4) contra-back/contra-front wave(30)x2 *1.1 & openB center(4,-4,2) up/contra-front
  GUITAR       f stomach(6,4,6) back/contra-down by(0,-6,0) x3 & bentFive contraChest(-12,4,10) back/up-contra
  PIANO        curvedFive center(8,-4,4) down/front by(6,0,0) wiggle(30) x2 & mirror
`);

export const vehicles = readSigns(`
  CAR          s neutral contra-back/up-front by(0,9,0) x2 & alternate
  BICYCLE      s neutral down/front circle:sagittal(6)x1.5 & alternate
  MOTORCYCLE   s neutral down/front nod(30)x2 & mirror
  BUS          b center.ulnar(4,3,10) contra/up-front by(3,0,-16) & b center(-4,3,12) contra/up-front
  TRAIN        u otherBack.tips(0,2,-3) down/contra-front by(2,0,7) x2 & u center down/contra-front
  AIRPLANE     ily neutralHigh(2,2,-4) down/front by(0,4,11) x2
  BOAT         curvedB center.ulnar(2,-3,4) up-contra/front by(0,2,12) bow(0,5,0) x2 & mirror
  TRUCK        t neutral contra-back/up-front by(0,9,0) x2 & alternate
`);

export const subjects = readSigns(`
  ENGLISH      curvedB otherBack(0,2,0) down/contra-front by(2,0,-6) x2 & palmDown
  MATH         m center(7,2,0) back/up-contra by(-8,0,0) x2 & alternate
  SCIENCE      openA center(8,8,2) front-down/contra-down circle:frontal(4)x-1.5 & alternate
  HISTORY      u neutralHigh contra/front-up by(0,-6,2) x2
  ART          i otherPalm.pinkyTip(-2,5,0) back-down/contra-front by(2,-12,0) wave(16)x2 & palmSide
  STORY        f center(6,2,2) contra/front-contra by(7,0,0) >five x2 & mirror
  TEST         one center(7,12,2) front/up by(0,-14,0) >x x2 & mirror
  LANGUAGE     l center(3,2,2) front-down/up-contra by(14,0,0) twist(20)x1 & mirror
  NAME         u otherTop.ulnar(0,1,0) contra/contra-front tap(0,6,0)x2 & u center contra-back/front-contra
  COLOR        five chin.tips(0,-1,1) back/up wiggle(34)
  BIRTHDAY     openEight chin.middleTip back/up-contra to:chest(0,0,1) *1.2
  PARTY        y neutral(0,2,0) down-front/front-up by(7,0,0) turn:front/up x2 & mirror
  MEETING      five center(7,5,3) contra/up >flatO x2 & mirror
`);

export const body = readSigns(`
  HEAD         bentB temple.tips(1,2,0) contra-back/up-contra by(1,-11,1) bow(4,0,0)
  EAR          x ear.indexTip contra/up-contra tap(5,0,2)x2
  EYE          one eye.indexTip(0,-1,0) back/up-contra tap(1,0,6)x2
  NOSE         one nose.indexTip back/up-contra tap(1,0,6)x2
  TOOTH        bentOne mouth.indexTip(2,0,0) back/contra-up by(-4,0,0)
  HAND         openB otherBack.ulnar(3,3,3) back/contra-front by(1,-1,-8) & palmBack
  ARM          curvedB contraUpperArm(0,2,2) contra-back/contra by(5,-13,9) x1
  BACK         openB shoulder(3,4,-3) back/back-contra tap(2,6,2)x2
  STOMACH      openB stomach back/contra tap(2,0,8)x2
`);
